"""What ranks: the protocol, its numbers, and the engines that answer to it."""
