using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace RlOrleans.Worker.Hub;

/// <summary>
/// How long the Hub asks to wait: <c>RateLimit: "api";r=0;t=55</c> (draft-ietf-httpapi-ratelimit-headers), or
/// <c>Retry-After</c> in seconds or as a date (RFC 9110, 10.2.3).
/// </summary>
internal static partial class RetryAfter
{
    // Both count whole seconds: one more makes sure that the window has passed.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>The pause that an answer asks for; null if it asks for none.</summary>
    public static TimeSpan? Of(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (headers.TryGetValues("RateLimit", out IEnumerable<string>? values)
            && Limit().Match(string.Join(',', values)) is { Success: true } match
            && long.TryParse(match.Groups["t"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds))
        {
            return Bounded(seconds) + Rounding;
        }

        return headers.RetryAfter switch
        {
            { Delta: TimeSpan delta } => Bounded(delta.TotalSeconds) + Rounding,
            { Date: DateTimeOffset date } => Bounded((date - now).TotalSeconds) + Rounding,
            _ => null,
        };
    }

    private static TimeSpan Bounded(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));

    // Only a limit that is used up asks to wait: the header is on every answer.
    [GeneratedRegex("\"\\w+\"\\s*;\\s*r\\s*=\\s*0+\\s*;\\s*t\\s*=\\s*(?<t>\\d{1,9})")]
    private static partial Regex Limit();
}
