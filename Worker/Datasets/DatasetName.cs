using RlOrleans.Worker.Hub;

namespace RlOrleans.Worker.Datasets;

/// <summary>The name of a dataset: the path of a folder, or <c>hf://user/name</c>.</summary>
public static class DatasetName
{
    /// <summary>What the name of a dataset on the Hub begins with.</summary>
    public const string HubScheme = "hf://";

    /// <summary>Whether a name is one of a dataset on the Hub.</summary>
    public static bool IsOnHub(string dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return dataset.StartsWith(HubScheme, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Why a name cannot be one of a dataset, as a phrase that follows "dataset 'name'"; null if it can.</summary>
    public static string? WhyRefused(string dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (IsOnHub(dataset))
            return HubRepository.WhyRefused(dataset[HubScheme.Length..]);
        if (string.IsNullOrWhiteSpace(dataset) || dataset.Contains('\0', StringComparison.Ordinal))
            return "must be the path of a folder, or hf://user/name";
        return dataset.Contains("://", StringComparison.Ordinal) ? $"must be the path of a folder, or {HubScheme}user/name" : null;
    }
}
