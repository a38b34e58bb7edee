"""Models of data: losses, layers, and the surfaces that a loss is over the parameters of a model.

Data are as everyone has them, a row for each example: inputs ``(n, p)``, targets ``(n, k)``. What a
model answers has the batch of parameter vectors in front, ``(*batch, n, k)``, as `numpy.matmul`
takes it. The surfaces themselves keep to the rule of all surfaces: points ``(d, *batch)``.
"""
