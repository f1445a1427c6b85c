"""The oracle: results of queueing theory beside what the same single server gives when it is simulated."""
