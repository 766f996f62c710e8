using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>Filters a call where it arrives. A grain class that implements it filters its own calls, after the silo's filters.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles a call; <see cref="IGrainCallContext.Invoke"/> goes on with it.</summary>
    /// <param name="context">The call.</param>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Filters a call where it is made.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Handles a call; <see cref="IGrainCallContext.Invoke"/> goes on with it.</summary>
    /// <param name="context">The call.</param>
    Task Invoke(IOutgoingGrainCallContext context);
}

/// <summary>A filter of arriving calls as a delegate.</summary>
/// <param name="context">The call.</param>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>A filter of calls being made as a delegate.</summary>
/// <param name="context">The call.</param>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);

/// <summary>A call as filters see it.</summary>
public interface IGrainCallContext
{
    /// <summary>The call.</summary>
    IInvokable Request { get; }

    /// <summary>The grain, where the call arrives; the reference, where it is made.</summary>
    object Grain { get; }

    /// <summary>The grain that calls, if one does.</summary>
    GrainId? SourceId { get; }

    /// <summary>The grain that is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The interface.</summary>
    GrainInterfaceType InterfaceType { get; }

    /// <summary>The name of the interface.</summary>
    string InterfaceName { get; }

    /// <summary>The name of the method.</summary>
    string MethodName { get; }

    /// <summary>The method of the interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result, once the call has run; may be replaced.</summary>
    object? Result { get; set; }

    /// <summary>The outcome, once the call has run; may be replaced.</summary>
    Response? Response { get; set; }

    /// <summary>Goes on with the call.</summary>
    Task Invoke();
}

/// <summary>An arriving call as filters see it.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A call being made as filters see it.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that calls, if one does.</summary>
    IGrainContext? SourceContext { get; }
}
