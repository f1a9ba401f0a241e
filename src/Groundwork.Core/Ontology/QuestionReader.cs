using System.Text.Json;
using Groundwork.Core.Documents;

namespace Groundwork.Core.Ontology;

/// <summary>Reads lists of questions, as an ontology's questions or as a class's attributes, with their conditions.</summary>
static class QuestionReader
{
    const int MostConditions = 1_000;

    public static List<Question> ReadAll(JsonMembers owner, string member, bool areAttributes, List<Fault> faults)
    {
        var questions = new List<Question>();
        var names = new OntologyReader.Distinct("name", "duplicate_name");
        var list = owner.List(member);
        var all = new HashSet<string>(list.Select(each => TextOf(each.Value, "name")), StringComparer.Ordinal);
        foreach (var (value, path) in list)
        {
            if (value.ValueKind == JsonValueKind.Object && Catalog.Named<IQuestionKind>(TextOf(value, "kind")) is { } kind
                && (areAttributes || !kind.OnlyForAttributes))
                questions.Add(Read(value, path, kind, questions, all, names, areAttributes, faults));
            else if (JsonMembers.TryOpen(value, path, faults, out var each, [.. value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().Select(m => m.Name) : []])
                && each.Text("kind", required: true) is { } unknown)
                each.Fault("kind", "unknown_kind", $"There is no kind \"{unknown}\" here. Use one of "
                    + string.Join(", ", Catalog.Of<IQuestionKind>().Where(k => areAttributes || !k.OnlyForAttributes).Select(k => k.Name)) + ".");
        }
        return questions;
    }

    static Question Read(JsonElement value, JsonPath path, IQuestionKind kind, List<Question> earlier, HashSet<string> all,
        OntologyReader.Distinct names, bool isAttribute, List<Fault> faults)
    {
        string[] known = ["name", "title", "kind", "required", "help", "when", .. kind.Members, .. isAttribute ? ["perFrame"] : Array.Empty<string>()];
        JsonMembers.TryOpen(WithoutEmpty(value, known), path, faults, out var each, known);
        var options = kind.Members.Contains("options") ? ReadOptions(each, faults) : [];
        var left = MostConditions;
        var question = new Question(OntologyReader.ReadName(each, names), each.Text("title", required: true) ?? "", kind.Name)
        {
            Required = each.Flag("required") ?? false,
            Help = each.Text("help", maxLength: 10_000, mayBeEmpty: true) ?? "",
            Options = options,
            Min = kind.Members.Contains("min") ? each.Number("min") : null,
            Max = kind.Members.Contains("max") ? each.Number("max") : null,
            When = each.Any("when") is { } when ? ReadCondition(when, each.At("when"), earlier, all, ref left, faults) : null,
            PerFrame = isAttribute && (each.Flag("perFrame") ?? false),
        };
        if (question.Min > question.Max)
            each.Fault("max", "out_of_range", "The maximum is below the minimum. Swap or correct them.");
        kind.CheckDefinition(question, path, faults);
        return question;
    }

    // Editors send every member for every kind; null and [] of another kind say nothing and are let through.
    static JsonElement WithoutEmpty(JsonElement value, string[] known)
    {
        bool SaysNothing(JsonProperty m) => m.Name is "options" or "min" or "max" && !known.Contains(m.Name)
            && (m.Value.ValueKind == JsonValueKind.Null || (m.Value.ValueKind == JsonValueKind.Array && m.Value.GetArrayLength() == 0));

        if (!value.EnumerateObject().Any(SaysNothing))
            return value;
        var json = new CanonicalJson().Object();
        foreach (var member in value.EnumerateObject().Where(m => !SaysNothing(m)))
            json.Name(member.Name).Value(member.Value);
        var reader = new Utf8JsonReader(json.EndObject().Written);
        return JsonElement.ParseValue(ref reader);
    }

    // An option's name is data, the value that answers and exports carry: labels of the outside world stay as they are.
    static string ReadOptionName(JsonMembers option, OntologyReader.Distinct names)
    {
        if (option.Text("name", required: true, maxLength: 200) is not { Length: > 0 } name)
            return "";
        if (name.Any(char.IsControl) || name.Trim() != name)
            option.Fault("name", "bad_name", "An option's name has no line breaks and no spaces around it. Put anything else in the title.");
        names.Check(option, "name", name);
        return name;
    }

    static List<Option> ReadOptions(JsonMembers question, List<Fault> faults)
    {
        var options = new List<Option>();
        var names = new OntologyReader.Distinct("name", "duplicate_name");
        var hotkeys = new OntologyReader.Distinct("hotkey", "duplicate_hotkey");
        foreach (var (value, path) in question.List("options", required: true))
        {
            if (!JsonMembers.TryOpen(value, path, faults, out var each, "name", "title", "hotkey", "help"))
                continue;
            var name = ReadOptionName(each, names);
            options.Add(new(name, each.Text("title") ?? name, OntologyReader.ReadHotkey(each, hotkeys),
                each.Text("help", maxLength: 10_000, mayBeEmpty: true) ?? ""));
        }
        return options;
    }

    static Condition? ReadCondition(JsonElement value, JsonPath path, List<Question> earlier, HashSet<string> all, ref int left, List<Fault> faults)
    {
        if (left-- == 0)
            faults.Add(new(path, "bad_condition", "A condition can have at most 1,000 parts. Simplify it."));
        if (left < 0)
            return null;
        var shape = value.ValueKind == JsonValueKind.Object
            ? string.Join(',', value.EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal))
            : "";
        switch (shape)
        {
            case "all" or "any" when value.GetProperty(shape).ValueKind == JsonValueKind.Array:
                var parts = new List<Condition>();
                foreach (var part in value.GetProperty(shape).EnumerateArray())
                    if (ReadCondition(part, path.Step(shape).Step(parts.Count), earlier, all, ref left, faults) is { } read)
                        parts.Add(read);
                if (value.GetProperty(shape).GetArrayLength() == 0)
                    faults.Add(new(path.Step(shape), "bad_condition", $"\"{shape}\" needs at least one condition. Add one or remove it."));
                return shape == "all" ? new Condition.All(parts) : new Condition.Any(parts);
            case "not":
                return ReadCondition(value.GetProperty("not"), path.Step("not"), earlier, all, ref left, faults) is { } inner
                    ? new Condition.Not(inner)
                    : null;
            case "is,question":
                return ReadIs(value, path, earlier, all, faults);
            case "answered,question" when value.GetProperty("answered").ValueKind is JsonValueKind.True or JsonValueKind.False:
                return Earlier(value, path, earlier, all, faults) is { } question
                    ? new Condition.Answered(question.Name, value.GetProperty("answered").GetBoolean())
                    : null;
            default:
                faults.Add(new(path, "bad_condition",
                    "A condition must be {\"question\", \"is\": […]}, {\"question\", \"answered\": true}, {\"all\": […]}, {\"any\": […]} or {\"not\": …}."));
                return null;
        }
    }

    static Condition.Is? ReadIs(JsonElement value, JsonPath path, List<Question> earlier, HashSet<string> all, List<Fault> faults)
    {
        var list = value.GetProperty("is");
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            faults.Add(new(path.Step("is"), "bad_condition", "\"is\" must be a list with at least one value."));
            return null;
        }
        if (Earlier(value, path, earlier, all, faults) is not { } question)
            return null;
        var at = 0;
        foreach (var each in list.EnumerateArray())
        {
            var here = path.Step("is").Step(at++);
            if (!question.Asks.CanBe(question, each))
                faults.Add(new(here, "unknown_option", question.Asks.Labels(question) is { Count: > 0 } labels
                    ? $"\"{each}\" is no answer to \"{question.Name}\". Use {string.Join(", ", labels.Select(l => l.Name))}."
                    : $"Answers to \"{question.Name}\" are open. Ask whether it is \"answered\" instead."));
        }
        return new(question.Name, [.. list.EnumerateArray()]);
    }

    static Question? Earlier(JsonElement value, JsonPath path, List<Question> earlier, HashSet<string> all, List<Fault> faults)
    {
        var name = TextOf(value, "question");
        if (earlier.FirstOrDefault(q => q.Name == name) is { } question)
            return question;
        faults.Add(all.Contains(name)
            ? new(path.Step("question"), "later_question", $"\"{name}\" is not asked before this question. Move it up or change the condition.")
            : new(path.Step("question"), "unknown_question", $"There is no question \"{name}\". Correct the name."));
        return null;
    }

    static string TextOf(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";
}
