namespace RlOrleans.Learning;

/// <summary>
/// Makes the algorithms of an assembly known. <c>rl train … --plugin MyAlgorithm.dll --algorithm mine</c> loads the assembly,
/// creates each of its public classes that implement this interface, by the constructor without parameters, and calls
/// <see cref="Register"/> once.
/// </summary>
public interface IAlgorithmPlugin
{
    /// <summary>Registers algorithms, under names that nobody else has.</summary>
    /// <param name="algorithms">Where to register them; it holds nothing but what the assembly registers.</param>
    void Register(AlgorithmRegistry algorithms);
}
