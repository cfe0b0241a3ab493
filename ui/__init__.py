"""What a person sees and types: Qt widgets and models. No network, no SQL."""
