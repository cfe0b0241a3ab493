"""The window around it all: menu bar, sidebar, pages, status bar, and who hears what."""
