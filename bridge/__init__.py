"""The media plane: a selective forwarder in its own process. It never decodes and knows no name, only ids and leases."""
