namespace Orleans;

/// <summary>Creates an instance from one parameter.</summary>
/// <typeparam name="TParam1">The parameter.</typeparam>
/// <typeparam name="TInstance">The instance.</typeparam>
/// <param name="param1">The parameter.</param>
/// <returns>The instance.</returns>
public delegate TInstance Factory<in TParam1, out TInstance>(TParam1 param1);
