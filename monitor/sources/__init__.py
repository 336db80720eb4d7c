"""Where events come from: a file, standard input, or Kafka. Each hands over batches of records."""
