"""``draw_*(data, ax)``: one kind of picture on axes."""
