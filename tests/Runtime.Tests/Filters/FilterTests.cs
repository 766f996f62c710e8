using Microsoft.Extensions.DependencyInjection;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.TestingHost;
using RlOrleans.Runtime.Tests.Clusters;

namespace RlOrleans.Runtime.Tests.Filters;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> Twice(int number);

    Task<int> Fail();

    Task<string?> ReadContext(string name);

    Task<string?> ReadContextThrough(string name);

    Task SetContext(string name, string value);

    Task NotAllowed();

    Task<T> Generic<T>(T value);
}

public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.ImplementationMethod.Name == nameof(NotAllowed))
        {
            throw new UnauthorizedAccessException("The grain refused the call.");
        }

        await context.Invoke();
    }

    public Task<int> Twice(int number) => Task.FromResult(number * 2);

    public Task<int> Fail() => throw new InvalidOperationException("fail");

    public Task<string?> ReadContext(string name) => Task.FromResult(RequestContext.Get(name) as string);

    public Task<string?> ReadContextThrough(string name) => GrainFactory.GetGrain<IFilteredGrain>("other").ReadContext(name);

    public Task SetContext(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }

    public Task NotAllowed() => Task.CompletedTask;

    public Task<T> Generic<T>(T value) => Task.FromResult(value);
}

/// <summary>A cluster whose filters note, change and replace calls.</summary>
public abstract class FilterFixture : IAsyncLifetime
{
    private protected FilterFixture(bool isSerialized)
    {
        var builder = new TestClusterBuilder(1).AddSiloBuilderConfigurator<Settings>();
        Cluster = (isSerialized ? builder.UseForcedSerialization() : builder).Build();
    }

    public TestCluster Cluster { get; }

    public Task InitializeAsync() => Cluster.DeployAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();

    private sealed class Settings : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddSingleton<Journal>();
            siloBuilder.AddIncomingGrainCallFilter<NotingFilter>();
            siloBuilder.AddIncomingGrainCallFilter(async context =>
            {
                if (context.MethodName == nameof(IFilteredGrain.Twice) && context.Request.GetArgument(0) is 13)
                {
                    context.Request.SetArgument(0, 14);
                }

                await context.Invoke();
                if (context.Result is 2000)
                {
                    context.Result = 2001;
                }
            });
            siloBuilder.AddOutgoingGrainCallFilter(async context =>
            {
                RequestContext.Set("outgoing", context.InterfaceMethod.Name);
                try
                {
                    await context.Invoke();
                }
                catch (InvalidOperationException) when (context.MethodName == nameof(IFilteredGrain.Fail))
                {
                    context.Result = -1;
                }
            });
        }
    }

    private sealed class NotingFilter(Journal journal) : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            var topic = context.TargetId.Key.ToString();
            journal.Add(topic, $"+{context.InterfaceMethod.Name} of {context.ImplementationMethod.DeclaringType!.Name}");
            try
            {
                await context.Invoke();
                journal.Add(topic, $"-{context.MethodName}: {context.Result}");
            }
            catch (Exception exception)
            {
                journal.Add(topic, $"!{context.MethodName}: {exception.Message}");
                throw;
            }
        }
    }
}

public sealed class DirectFilterFixture() : FilterFixture(isSerialized: false);

public sealed class SerializedFilterFixture() : FilterFixture(isSerialized: true);

public abstract class FilterTests(FilterFixture fixture)
{
    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly Journal _journal = fixture.Cluster.GetSiloServiceProvider().GetRequiredService<Journal>();

    private IFilteredGrain Grain => fixture.Cluster.GrainFactory.GetGrain<IFilteredGrain>(_key);

    [Fact]
    public async Task IncomingFilter_AroundACall_SeesMethodAndResult()
    {
        Assert.Equal(4, await Grain.Twice(2));
        Assert.Equal(["+Twice of FilteredGrain", "-Twice: 4"], _journal.Read(_key));
    }

    [Fact]
    public async Task IncomingFilter_GenericMethod_FindsTheMethod()
    {
        Assert.Equal("x", await Grain.Generic("x"));
        Assert.Equal(["+Generic of FilteredGrain", "-Generic: x"], _journal.Read(_key));
    }

    [Fact]
    public async Task IncomingFilter_ChangesArgumentAndResult_CallerSeesIt()
    {
        Assert.Equal(28, await Grain.Twice(13));
        Assert.Equal(2001, await Grain.Twice(1000));
    }

    [Fact]
    public async Task IncomingFilter_MethodFails_SeesTheException()
    {
        await Grain.Fail();

        Assert.Equal(["+Fail of FilteredGrain", "!Fail: fail"], _journal.Read(_key));
    }

    [Fact]
    public async Task GrainsOwnFilter_ThatThrows_RefusesTheCall()
    {
        var exception = await Assert.ThrowsAsync<UnauthorizedAccessException>(Grain.NotAllowed);

        Assert.Equal("The grain refused the call.", exception.Message);
    }

    [Fact]
    public async Task OutgoingFilter_ReplacesAFailure_CallerGetsTheReplacement() => Assert.Equal(-1, await Grain.Fail());

    [Fact]
    public async Task OutgoingFilter_SetsTheRequestContext_CalleeSeesIt() =>
        Assert.Equal(nameof(IFilteredGrain.ReadContext), await Grain.ReadContext("outgoing"));

    [Fact]
    public async Task RequestContext_SetByTheCaller_TravelsAlongTheChain()
    {
        RequestContext.Set("name", "value");
        Assert.Equal("value", await Grain.ReadContext("name"));
        Assert.Equal("value", await Grain.ReadContextThrough("name"));
        RequestContext.Remove("name");

        Assert.Null(await Grain.ReadContext("name"));
        Assert.Null(await Grain.ReadContextThrough("name"));
    }

    [Fact]
    public async Task RequestContext_SetByACallee_StaysThere()
    {
        await Grain.SetContext("name", "value");

        Assert.Null(RequestContext.Get("name"));
        Assert.Null(await Grain.ReadContext("name"));
    }
}

public sealed class DirectFilterTests(DirectFilterFixture fixture) : FilterTests(fixture), IClassFixture<DirectFilterFixture>;

public sealed class SerializedFilterTests(SerializedFilterFixture fixture) : FilterTests(fixture), IClassFixture<SerializedFilterFixture>;
