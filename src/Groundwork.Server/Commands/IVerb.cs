using System.CommandLine;

namespace Groundwork.Server.Commands;

/// <summary>One verb of the command line; found by interface, so that adding one is adding a file.</summary>
public interface IVerb
{
    Command Build();
}

public static class Verbs
{
    public static IEnumerable<Command> All() => typeof(Verbs).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IVerb).IsAssignableFrom(t))
        .Select(t => ((IVerb)Activator.CreateInstance(t)!).Build())
        .OrderBy(c => c.Name, StringComparer.Ordinal);
}
