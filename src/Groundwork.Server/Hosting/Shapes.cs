namespace Groundwork.Server.Hosting;

/// <summary>Says in the API's description what a member that is JSON to the server looks like: a name in <c>shapes.json</c>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ShapeAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Lists in the API's description the words that a text can be.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OneOfAttribute(params string[] words) : Attribute
{
    public IReadOnlyList<string> Words { get; } = words;
}
