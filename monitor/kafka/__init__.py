"""What reading from Kafka and writing to it share: the address, security, a loop of one's own."""
