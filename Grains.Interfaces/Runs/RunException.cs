namespace RlOrleans.Runs;

/// <summary>What went wrong with a run, as one sentence for a person, and a stable code for programs.</summary>
[GenerateSerializer, Alias("rl.RunException")]
public sealed class RunException : Exception
{
    /// <summary>Creates the exception.</summary>
    public RunException(RunErrorCode code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>What kind of error it is.</summary>
    [Id(0)] public RunErrorCode Code { get; init; }
}

/// <summary>Kinds of errors of a run.</summary>
[GenerateSerializer]
public enum RunErrorCode
{
    /// <summary>The request is at fault: a name, a number or a state that does not allow it.</summary>
    BadRequest,

    /// <summary>There is no such run.</summary>
    NotFound,

    /// <summary>The request was good, but the work failed.</summary>
    Failed,
}
