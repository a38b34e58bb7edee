"""What panels and pages share: page, themes, optimizer styles, framing, numbers, labels, ticks."""
