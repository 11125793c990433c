"""`make fanout`: how many people can watch at once, beside bare sockets in the same run."""
