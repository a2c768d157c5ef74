"""What programs and people see of articles and answers: JSON, outlines, and what a terminal may show."""
