namespace Orleans.Runtime;

/// <summary>Anything a call can be sent to: a grain, an observer or a grain extension.</summary>
public interface IAddressable
{
}
