"""What the page is made of: its template, styles, scripts and words; data, no code."""
