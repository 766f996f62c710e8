using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using RlOrleans.Environments.Service.Hosting;

namespace RlOrleans.Environments.Service.Tests.Protocol;

/// <summary>openapi.json and the routes are the same.</summary>
public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_Paths_AreTheMappedRoutes()
    {
        using JsonDocument document = Document();
        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal((await MappedRoutes()).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Document_References_LeadSomewhere()
    {
        using JsonDocument document = Document();
        string[] references = [.. References(document.RootElement)];
        Assert.NotEmpty(references);
        Assert.All(references, reference =>
        {
            JsonElement at = document.RootElement;
            foreach (string name in reference.Split('/')[1..])
                Assert.True(at.TryGetProperty(name, out at), $"{reference} leads nowhere");
        });
    }

    private static async Task<string[]> MappedRoutes()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        await using WebApplication app = builder.Build();
        var options = new EnvironmentServiceOptions();
        await using var instances = new InstanceTable(EnvironmentRegistry.Default, options, TimeProvider.System, NullLogger.Instance);
        new EnvironmentEndpoints(EnvironmentRegistry.Default.All, instances, options, TimeProvider.System).Map(app);
        return
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>().Select(endpoint =>
                $"{endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Single()} {endpoint.RoutePattern.RawText!.Replace("{**", "{", StringComparison.Ordinal)}"),
        ];
    }

    private static JsonDocument Document()
    {
        using Stream stream = typeof(EnvironmentService).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonDocument.Parse(stream);
    }

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property =>
            property is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [property.Value.GetString()!] : References(property.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
