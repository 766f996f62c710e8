using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RlOrleans.HubServer.Faults;

namespace RlOrleans.HubServer.Endpoints;

/// <summary>What tests ask of a server in another process; no part of the Hub.</summary>
internal sealed class AdminEndpoints(TestHub server)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/_admin/state", () => Results.Json(new
        {
            violations = server.Violations.ToArray(),
            requests = server.Requests.Count,
            faults = server.Faults.Counts.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
            repositories = server.Repositories.Ids.Select(id => server.Repositories.Find(id)!).Select(repository => new
            {
                id = repository.Id,
                commits = repository.Commits.Count,
                files = repository.Head.Files.Values.Select(file => new { path = file.Path, sha256 = file.ObjectId, size = file.Size }),
            }),
        }));
        app.MapPut("/_admin/rates", (FaultRates rates) => { server.Faults.Rates = rates; });
        app.MapPut("/_admin/token", (NewToken token) => { server.Token = token.Token; });
        app.MapPost("/_admin/faults", (Wanted wanted) => server.Faults.Add(Enum.Parse<FaultKind>(wanted.Kind, ignoreCase: true), wanted.Path ?? "", wanted.Count));
    }

    internal sealed record NewToken(string Token);

    internal sealed record Wanted(string Kind, string? Path, int Count = 1);
}
