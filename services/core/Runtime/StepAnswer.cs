using Trm.Grid.Puzzles;

namespace Trm.Grid.Runtime;

/// <summary>What the network answered after one step.</summary>
/// <param name="Question">Which of the questions asked, from 0.</param>
/// <param name="View">Which view of it.</param>
/// <param name="Step">Which step of this view, from 1.</param>
/// <param name="Attempt">The answer and whether it is verified.</param>
/// <param name="HaltLogit">Above 0 the halt head believes that the answer is right.</param>
public readonly record struct StepAnswer<TAnswer>(int Question, int View, int Step, Attempt<TAnswer> Attempt, float HaltLogit);
