using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;
using Polly.Retry;

namespace RlOrleans.Worker.Hub;

/// <summary>
/// Sends requests to the Hub and to the storage that it points to: with the token where it belongs and nowhere else,
/// again after 429, 5xx and broken connections, a bounded number of times.
/// </summary>
internal sealed class HubHttp : IDisposable
{
    private const int MaxRedirects = 5;
    private const int MaxErrorLength = 300;

    // Listings, cards and the like; what is larger is read as it comes.
    private const int MaxAnswerBytes = 64 << 20;

    // Uploads and downloads get a second more for so many bytes: a slow line, and not a dead one.
    private const double SlowestBytesPerSecond = 128 << 10;

    private static readonly ResiliencePropertyKey<bool> IsRepeatable = new(nameof(IsRepeatable));

    private readonly HttpClient _client;
    private readonly HubOptions _options;
    private readonly ResiliencePipeline<HttpResponseMessage> _retries;

    public HubHttp(HubOptions options)
    {
        options.Validate();
        _options = options;
        _client = new HttpClient(new SocketsHttpHandler
        {
            // Redirects are followed here: the token must not go along to another host.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 32,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("rlorleans", typeof(HubHttp).Assembly.GetName().Version?.ToString(3)));
        _retries = MakeRetries();
    }

    /// <summary>Sends a request without a body, or with the one that <paramref name="content"/> makes anew for each attempt.</summary>
    /// <param name="method">GET, POST or PUT.</param>
    /// <param name="address">Absolute, or relative to the Hub.</param>
    /// <param name="content">Makes the body; null for none.</param>
    /// <param name="repeatable">Whether sending it twice does no harm. Otherwise it is sent again only after 429, which did nothing.</param>
    /// <param name="bodyBytes">How large the body or the answer may be, by which it gets more time.</param>
    /// <param name="prepare">Adds headers.</param>
    /// <param name="stream">Whether the answer is read as it comes, by a reader that minds the time itself.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HubException">It was refused, or all attempts failed.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string address, Func<HttpContent>? content, bool repeatable, long bodyBytes = 0,
        Action<HttpRequestHeaders>? prepare = null, bool stream = false, CancellationToken cancellationToken = default)
    {
        var target = new Uri(_options.Endpoint.AbsoluteUri.TrimEnd('/') + "/", UriKind.Absolute);
        target = new Uri(target, address);
        string shown = $"{method} {target.GetLeftPart(UriPartial.Path)}";
        TimeSpan timeout = TimeoutFor(bodyBytes);
        ResilienceContext context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(IsRepeatable, repeatable);
        try
        {
            HttpResponseMessage response = await _retries.ExecuteAsync(
                async context => await AttemptAsync(method, target, content, prepare, stream, timeout, context.CancellationToken).ConfigureAwait(false),
                context).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
                throw await RefusalAsync(response, shown, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsConnectionError(error, cancellationToken))
        {
            string reason = error is OperationCanceledException ? $"no answer within {timeout.TotalSeconds:F0} s" : error.Message;
            throw new HubException(status: null, code: null, $"{shown}: {reason}", error);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>How long so many bytes may take.</summary>
    public TimeSpan TimeoutFor(long bytes) => _options.RequestTimeout + TimeSpan.FromSeconds(bytes / SlowestBytesPerSecond);

    /// <summary>Sends a JSON body and reads a JSON answer.</summary>
    public async Task<TAnswer> PostAsync<TQuery, TAnswer>(
        string address, TQuery query, JsonTypeInfo<TQuery> queryType, JsonTypeInfo<TAnswer> answerType, string mediaType, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(query, queryType);
        using HttpResponseMessage response = await SendAsync(
            HttpMethod.Post, address, () => JsonBody(body, mediaType), repeatable: true,
            prepare: headers => headers.Accept.ParseAdd(mediaType), cancellationToken: cancellationToken).ConfigureAwait(false);
        return await ReadAsync(response, answerType, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a JSON answer.</summary>
    /// <exception cref="HubException">It is none.</exception>
    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("it is null");
        }
        catch (Exception error) when (error is JsonException or HttpRequestException or IOException)
        {
            throw new HubException(status: null, code: null, $"{response.RequestMessage?.RequestUri?.AbsolutePath}: the answer cannot be read: {error.Message}", error);
        }
    }

    public static ByteArrayContent JsonBody(byte[] body, string mediaType)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(mediaType);
        return content;
    }

    public void Dispose() => _client.Dispose();

    private ResiliencePipeline<HttpResponseMessage> MakeRetries()
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = _options.Time };
        if (_options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = _options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = _options.RetryDelay,
                MaxDelay = _options.MaxRetryDelay,
                ShouldHandle = args => ValueTask.FromResult(ShouldRetry(args)),
                DelayGenerator = args => ValueTask.FromResult(AskedFor(args.Outcome.Result)),
                OnRetry = args =>
                {
                    string what = args.Outcome.Result is { } response ? $"answered {(int)response.StatusCode}" : args.Outcome.Exception!.Message;
                    _options.Notice?.Invoke(FormattableString.Invariant($"the Hub: {what}; trying again in {args.RetryDelay.TotalSeconds:F1} s"));
                    args.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            });
        }

        return builder.Build();
    }

    private static bool ShouldRetry(RetryPredicateArguments<HttpResponseMessage> args)
    {
        bool repeatable = args.Context.Properties.GetValue(IsRepeatable, false);
        return args.Outcome switch
        {
            { Exception: { } error } => repeatable && IsConnectionError(error, args.Context.CancellationToken),
            { Result.StatusCode: HttpStatusCode.TooManyRequests } => true,
            { Result.StatusCode: HttpStatusCode.InsufficientStorage or HttpStatusCode.NotImplemented } => false,
            { Result.StatusCode: HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError } => repeatable,
            _ => false,
        };
    }

    private TimeSpan? AskedFor(HttpResponseMessage? response) =>
        response is not null && RetryAfter.Of(response.Headers, _options.Time.GetUtcNow()) is TimeSpan asked
            ? asked < _options.MaxRetryDelay ? asked : _options.MaxRetryDelay
            : null;

    private async Task<HttpResponseMessage> AttemptAsync(
        HttpMethod method, Uri target, Func<HttpContent>? content, Action<HttpRequestHeaders>? prepare, bool stream, TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, _options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        for (int redirects = 0; ; redirects++)
        {
            if (!HubOptions.MayBeTold(target))
                throw new HubException(status: null, code: null, $"the Hub points to '{target.GetLeftPart(UriPartial.Authority)}', which is neither https nor on this machine");
            using var request = new HttpRequestMessage(method, target) { Content = content?.Invoke() };
            if (target.Authority == _options.Endpoint.Authority && _options.Token.TryRead() is string token)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            prepare?.Invoke(request.Headers);
            HttpResponseMessage response = await _client.SendAsync(
                request, stream ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead, both.Token).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not Uri location || redirects == MaxRedirects)
                return response;
            response.Dispose();
            target = new Uri(target, location);
        }
    }

    private async Task<HubException> RefusalAsync(HttpResponseMessage response, string request, CancellationToken cancellationToken)
    {
        string? message = Header("X-Error-Message");
        if (message is null && response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true)
        {
            try
            {
                ErrorAnswer? answer = await response.Content.ReadFromJsonAsync(HubJson.Default.ErrorAnswer, cancellationToken).ConfigureAwait(false);
                message = answer?.Error ?? answer?.Message;
            }
            catch (Exception error) when (error is JsonException or HttpRequestException or IOException or NotSupportedException)
            {
                // The status says enough.
            }
        }

        message ??= response.ReasonPhrase ?? "";

        // A server that repeats what it was sent must not bring the token into a log.
        if (_options.Token.TryRead() is string token)
            message = message.Replace(token, "***", StringComparison.Ordinal);
        if (message.Length > MaxErrorLength)
            message = message[..MaxErrorLength];
        return new HubException(response.StatusCode, Header("X-Error-Code"), $"{request}: {(int)response.StatusCode} {message}");

        string? Header(string name) => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null;
    }

    // A timeout of ours is a broken connection; a cancellation from outside is none.
    private static bool IsConnectionError(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException and not Datasets.DatasetStoreException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
