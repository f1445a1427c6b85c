"""The demo clinic: what a working morning looks like, at whatever hour it is loaded."""
