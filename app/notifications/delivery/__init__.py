"""Mail on its way: claimed, handed to the mail server, marked; by a process of its own."""
