"""Who might be named in what people wrote: rules that point at it, for somebody to look."""
