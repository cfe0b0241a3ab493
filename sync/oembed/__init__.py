"""What a video's page tells of itself without a sign-in: oEmbed."""
