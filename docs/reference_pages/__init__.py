"""The reference pages whose truth is in the code, a module each."""
