using Groundwork.Server.Features.Events;
using Groundwork.Storage;

namespace Groundwork.Server.Features.Audit;

/// <summary>The front door of Audit, for whoever brings a whole log from elsewhere.</summary>
public static class AuditCalls
{
    /// <summary>Where the key that signs checkpoints lies, in the data folder.</summary>
    public const string KeyFile = "audit.key";

    /// <param name="Size">How many lines there are.</param>
    /// <param name="Root">The root over them, as they make it.</param>
    /// <param name="Faults">What is not as it was written, the first thousand.</param>
    public sealed record Checked(long Size, string Root, IReadOnlyList<string> Faults);

    /// <summary>Recomputes a workspace's log, and compares what it makes with the tree that is stored.</summary>
    /// <param name="db">Where it lies.</param>
    /// <param name="workspace">Whose.</param>
    /// <param name="audited">Who compares what the lines name; nobody if only the log is there.</param>
    /// <param name="cancel">Stops.</param>
    public static async Task<Checked> Check(Db db, string workspace, IEnumerable<IAudited> audited, CancellationToken cancel)
    {
        const int most = 1000;
        var faults = new List<string>();
        var size = (await db.Read(workspace, LogTree.Of, cancel)).Size;
        var check = new LogCheck(db, audited, workspace, Found);
        await check.Run(size, null, _ => Task.CompletedTask, cancel);
        await RowCheck.Chained(db, workspace, Found, cancel);
        await RowCheck.End(db, workspace, size, check, Found, cancel);
        await RowCheck.Addresses(db, workspace, Found, cancel);
        return new Checked(check.Size, check.Root, faults);

        void Found(LogFault fault)
        {
            if (faults.Count < most)
                faults.Add($"{fault.Kind}{(fault.Position is { } at ? $" at line {at.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "")}: {fault.What}");
        }
    }
}
