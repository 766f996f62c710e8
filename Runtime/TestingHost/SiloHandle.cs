using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A silo of a test cluster.</summary>
public abstract class SiloHandle : IDisposable, IAsyncDisposable
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its number, from 0.</summary>
    public short InstanceNumber { get; init; }

    /// <summary>Its address.</summary>
    public required SiloAddress SiloAddress { get; init; }

    /// <summary>Its address for clients.</summary>
    public required SiloAddress GatewayAddress { get; init; }

    /// <summary>Whether it runs.</summary>
    public abstract bool IsActive { get; }

    /// <summary>Stops it.</summary>
    /// <param name="stopGracefully">Whether grains are deactivated first.</param>
    public abstract Task StopSiloAsync(bool stopGracefully);

    /// <summary>Stops it, with the grains deactivated first.</summary>
    /// <param name="ct">Cuts the stop short.</param>
    public abstract Task StopSiloAsync(CancellationToken ct);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {SiloAddress}";

    /// <summary>Stops the silo without deactivating its grains.</summary>
    /// <param name="disposing">Whether it is disposed, not finalised.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A silo in the process of the test.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private bool _isActive = true;

    /// <summary>Its host.</summary>
    public required IHost SiloHost { get; init; }

    /// <summary>Its services.</summary>
    public IServiceProvider ServiceProvider => SiloHost.Services;

    /// <inheritdoc/>
    public override bool IsActive => _isActive;

    /// <inheritdoc/>
    public override async Task StopSiloAsync(bool stopGracefully)
    {
        if (!stopGracefully && _isActive)
        {
            ServiceProvider.GetRequiredService<Catalog>().Abandon();
        }

        await StopSiloAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (!_isActive)
        {
            return;
        }

        _isActive = false;
        await SiloHost.StopAsync(ct).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await StopSiloAsync(stopGracefully: true).ConfigureAwait(false);
        SiloHost.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Task.Run(() => StopSiloAsync(stopGracefully: false)).GetAwaiter().GetResult();
            SiloHost.Dispose();
        }

        base.Dispose(disposing);
    }
}
