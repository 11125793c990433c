"""Documents as PDF: what each says (pages), how figures and texts are written (wording), and the press itself."""
