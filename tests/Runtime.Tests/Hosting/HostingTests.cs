using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using RlOrleans.Runtime.Tests.Calls;
using RlOrleans.Runtime.Tests.Clusters;
using RlOrleans.Runtime.Tests.Lifecycle;

namespace RlOrleans.Runtime.Tests.Hosting;

public sealed class HostingTests
{
    [Fact]
    public async Task UseOrleans_InAnApplication_ServesCalls()
    {
        using var host = CreateHost(silo => silo.UseLocalhostClustering());
        await host.StartAsync();

        Assert.Equal(3, await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ICallGrain>("a").Add(1, 2));
        Assert.Equal(3, await host.Services.GetRequiredService<IClusterClient>().GetGrain<ICallGrain>("a").Add(1, 2));
        await host.StopAsync();
    }

    [Fact]
    public async Task StartupTask_AtStart_MayCallGrains()
    {
        var sum = 0;
        using var host = CreateHost(silo => silo.AddStartupTask(
            async (services, _) => sum = await services.GetRequiredService<IGrainFactory>().GetGrain<ICallGrain>("a").Add(1, 2)));
        await host.StartAsync();

        Assert.Equal(3, sum);
        await host.StopAsync();
    }

    [Fact]
    public async Task StartupTask_ThatFails_FailsTheStart()
    {
        using var host = CreateHost(silo => silo.AddStartupTask((_, _) => throw new InvalidOperationException("startup")));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Equal("startup", exception.Message);
    }

    [Fact]
    public async Task Stop_ActiveGrains_AreDeactivatedFirst()
    {
        using var host = CreateHost(_ => { });
        await host.StartAsync();
        foreach (var i in Enumerable.Range(0, 20))
        {
            await host.Services.GetRequiredService<IGrainFactory>().GetGrain<ILivingGrain>($"stop-{i}").ActivationId();
        }

        var journal = host.Services.GetRequiredService<Journal>();
        await host.StopAsync();

        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(["activated", "deactivated: ShuttingDown"], journal.Read($"stop-{i}")));
    }

    [Fact]
    public async Task Stop_CallUnderWay_CallerIsToldThatTheOutcomeIsUnknown()
    {
        using var host = CreateHost(silo => silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromMilliseconds(50)));
        await host.StartAsync();
        var call = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ISlowGrain>("stop").Hold("never");
        await host.Services.GetRequiredService<Journal>().WaitFor("stop", 1);
        await host.StopAsync();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => call);
    }

    [Fact]
    public async Task UseOrleansClient_NoSiloInTheProcess_FailsWithAClearMessage()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client.UseLocalhostClustering(clusterId: "nowhere"));
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<SiloUnavailableException>(() => host.StartAsync());
        Assert.Contains("nowhere", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseOrleansClient_BesideUseOrleans_IsRefused()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleans();

        Assert.Throws<InvalidOperationException>(() => builder.UseOrleansClient());
    }

    [Fact]
    public void TestCluster_MoreThanOneSilo_IsRefused()
    {
        var exception = Assert.Throws<NotSupportedException>(() => new TestClusterBuilder(2).Build());

        Assert.Contains("2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TestCluster_SiloRestarted_ClientGoesOn()
    {
        await using var cluster = new TestClusterBuilder(1).Build();
        await cluster.DeployAsync();
        var grain = cluster.GrainFactory.GetGrain<ICallGrain>("a");
        await grain.Keep([1]);
        await cluster.RestartSiloAsync(cluster.Primary!);

        Assert.Empty(await cluster.GrainFactory.GetGrain<ICallGrain>("a").Kept());
    }

    [Fact]
    public async Task MaxEnqueuedRequestsHardLimit_Exceeded_RefusesFurtherCalls()
    {
        using var host = CreateHost(silo => silo.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = 5));
        await host.StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ISlowGrain>("limit");
        var accepted = Enumerable.Range(0, 5).Select(_ => grain.Hold("limit")).ToList();

        await Assert.ThrowsAsync<LimitExceededException>(() => grain.Hold("limit"));
        host.Services.GetRequiredService<Gates>().Open("limit");
        await Task.WhenAll(accepted);
        Assert.Equal(5, await grain.Runs());
        await host.StopAsync();
    }

    [Fact]
    public async Task Options_OutOfRange_FailTheStart()
    {
        using var host = CreateHost(silo => silo.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.Zero));

        await Assert.ThrowsAnyAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.StartAsync());
    }

    private static IHost CreateHost(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Journal>().AddSingleton<Gates>();
        builder.UseOrleans(configure);
        return builder.Build();
    }
}
