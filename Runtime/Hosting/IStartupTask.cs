namespace Orleans.Runtime;

/// <summary>Work that runs when a silo starts.</summary>
public interface IStartupTask
{
    /// <summary>Runs it.</summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    Task Execute(CancellationToken cancellationToken);
}
