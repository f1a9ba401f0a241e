namespace Groundwork.Core.Quality.Numeric;

/// <summary>Answers that are numbers: a table of votes, of which each label stands for a number. Two labels may stand for the same.</summary>
public sealed class NumericVotes
{
    /// <summary>Numbers are at most this far from 0, so that their squares can be added.</summary>
    public const double Largest = 1e100;

    readonly double[] numbers;

    /// <summary>Takes the labels of a table for numbers.</summary>
    /// <param name="table">The votes, with known answers if there are any.</param>
    /// <param name="numbers">The number that each label stands for.</param>
    /// <exception cref="ArgumentException">There is not one number for each label.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite, or further from 0 than <see cref="Largest"/>.</exception>
    public NumericVotes(VoteTable table, ReadOnlySpan<double> numbers)
    {
        if (numbers.Length != table.LabelCount)
            throw new ArgumentException($"{numbers.Length} numbers for {table.LabelCount} labels.", nameof(numbers));
        foreach (var number in numbers)
            if (!(Math.Abs(number) <= Largest))
                throw new ArgumentOutOfRangeException(nameof(numbers), number, "A number is at most 1e100 away from 0.");
        Table = table;
        this.numbers = numbers.ToArray();
    }

    /// <summary>Who gave which label to which task.</summary>
    public VoteTable Table { get; }

    /// <summary>The number that each label stands for.</summary>
    public ReadOnlySpan<double> Numbers => numbers;

    /// <summary>The known answer of a task, or null.</summary>
    public double? KnownOf(int task) => Table.KnownOf(task) is var label && label == Accuracy.Unknown ? null : numbers[label];

    /// <summary>The answers to a task, ascending.</summary>
    internal double[] Sorted(int task)
    {
        var labels = Table.LabelsOf(task);
        var answers = new double[labels.Length];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = numbers[labels[i]];
        Array.Sort(answers);
        return answers;
    }
}
