namespace RlOrleans.Learning;

/// <summary>Work in numbered parts, any two of which may run at the same time.</summary>
internal interface IWork
{
    /// <summary>Does one part. What it computes may depend on the number alone, never on the thread or on other parts.</summary>
    void Run(int part);
}
