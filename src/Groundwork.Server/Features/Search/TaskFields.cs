using Groundwork.Core.Search;

namespace Groundwork.Server.Features.Search;

/// <summary>What tasks can be filtered and sorted by.</summary>
static class TaskFields
{
    internal static readonly string[] States = ["available", "leased", "answered", "in_review", "disputed", "completed", "cancelled"];

    internal static readonly FilterField[] Declared =
    [
        new("state", "State", FieldKind.Choice, Sorts: true),
        new("batch", "Batch", FieldKind.Choice),
        new("class", "Class", FieldKind.Choice),
        new("object", "Object", FieldKind.Choice),
        new("confidence", "Confidence", FieldKind.Number, Sorts: true),
        new("person", "Person", FieldKind.Choice),
        new("assigned", "Assigned to", FieldKind.Choice),
        new("changed", "Changed", FieldKind.Time, Sorts: true),
        new("priority", "Priority", FieldKind.Whole, Sorts: true),
        new("text", "Text", FieldKind.Text),
    ];
}
