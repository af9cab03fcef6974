"""What every page of the web stands on: forms being filled, languages, what is kept and sent, who may see what."""
