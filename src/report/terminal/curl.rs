//! A command line that repeats a request.
