namespace RlOrleans.Environments;

/// <summary>
/// Makes the environments of an assembly known. <c>rl … --plugin MyGame.dll</c> loads the assembly, creates each of its
/// public classes that implement this interface, by the constructor without parameters, and calls <see cref="Register"/> once.
/// </summary>
/// <example>
/// <code>
/// public sealed class MyGamePlugin : IEnvironmentPlugin
/// {
///     public void Register(EnvironmentRegistry environments) => environments.Register(MyGame.Definition, () => new MyGame());
/// }
/// </code>
/// </example>
public interface IEnvironmentPlugin
{
    /// <summary>Registers environments, under ids that nobody else has.</summary>
    /// <param name="environments">Where to register them; it holds nothing but what the assembly registers.</param>
    void Register(EnvironmentRegistry environments);
}
