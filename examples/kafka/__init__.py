"""Apache Kafka on this machine, for a trial and for the tests: ``python -m examples.kafka``."""
