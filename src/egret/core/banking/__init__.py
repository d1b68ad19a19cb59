"""What banks are told and what they answer: accounts, batches, files, answers, statements, reconciliation."""
