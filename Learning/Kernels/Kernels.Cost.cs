namespace RlOrleans.Learning;

internal abstract unsafe partial class Kernels
{
    /// <summary>The cost of each kernel, from the shapes that it is called with.</summary>
    internal static class Cost
    {
        /// <summary>Also of the products with a gradient or with few outputs, and of <see cref="MultiplyAccumulate"/>.</summary>
        public static KernelCost Multiply(long rows, long columns, long inner) =>
            new(2 * rows * columns * inner, sizeof(float) * (rows * inner + inner * columns + rows * columns));

        public static KernelCost SumRows(long rows, long columns) => new(rows * columns, sizeof(float) * (rows + 1) * columns);

        public static KernelCost Transpose(long rows, long columns) => Elementwise(rows * columns, operations: 0, operands: 2);

        public static KernelCost GatherRows(long rows, long stride) => Elementwise(rows * stride, operations: 0, operands: 2);

        /// <summary>Also of <see cref="ScatterColumns"/>.</summary>
        public static KernelCost GatherColumns(long rows, long columns) => Elementwise(rows * columns, operations: 0, operands: 2);

        public static KernelCost FindNonzeroColumns(long rows, long columns) => Elementwise(rows * columns, operations: 0, operands: 1);

        public static KernelCost Sum(long count) => Elementwise(count, operations: 1, operands: 1);

        public static KernelCost SumSquares(long count) => Elementwise(count, operations: 2, operands: 1);

        public static KernelCost Accumulate(long count) => Elementwise(count, operations: 1, operands: 3);

        public static KernelCost ScaleRows(long rows, long columns) => Elementwise(rows * columns, operations: 1, operands: 2);

        /// <summary>Of exp, log, tanh, σ and softplus, whose operations are not counted, and of activations.</summary>
        public static KernelCost Function(long count) => Elementwise(count, operations: 0, operands: 2);

        public static KernelCost ActivationGradient(long count) => Elementwise(count, operations: 3, operands: 3);

        public static KernelCost LogSoftmax(long choices, long rows) =>
            new(6 * choices * rows, sizeof(float) * (2 * choices + 1) * rows);

        public static KernelCost LogSoftmaxGradient(long choices, long rows) =>
            new(6 * choices * rows, sizeof(float) * (2 * choices + 3) * rows);

        public static KernelCost QuantileHuber(long quantiles, long rows) =>
            new(7 * quantiles * quantiles * rows, sizeof(float) * (3 * quantiles + 1) * rows);

        public static KernelCost Adam(long count) => Elementwise(count, operations: 13, operands: 7);

        public static KernelCost RmsProp(long count) => Elementwise(count, operations: 9, operands: 5);

        public static KernelCost Interpolate(long count) => Elementwise(count, operations: 3, operands: 3);

        public static KernelCost LstmCell(long rows, long units) => Elementwise(rows * units, operations: 4, operands: 11);

        public static KernelCost LstmCellGradient(long rows, long units) => Elementwise(rows * units, operations: 24, operands: 13);

        private static KernelCost Elementwise(long count, int operations, int operands) =>
            new(operations * count, sizeof(float) * operands * count);
    }
}
