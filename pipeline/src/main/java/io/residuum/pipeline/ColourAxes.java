package io.residuum.pipeline;

/**
 * The principal axes of a 3 × 3 covariance of red, green and blue in 0…1: eigenvalues λᵢ, largest first, and unit
 * eigenvectors pᵢ whose largest component is positive. Found by Jacobi's rotations in a fixed order, over
 * {@link StrictMath}, so they are the same on every machine.
 */
final class ColourAxes {
    private static final int N = 3;
    private static final int SWEEPS = 30;

    private final double[] variances;
    private final double[][] vectors;

    private ColourAxes(double[] variances, double[][] vectors) {
        this.variances = variances;
        this.vectors = vectors;
    }

    /** λ of an axis. */
    double variance(int axis) {
        return variances[axis];
    }

    /** What an axis has of red (0), green or blue. */
    double component(int axis, int channel) {
        return vectors[axis][channel];
    }

    /** @param covariance symmetric; not changed */
    static ColourAxes of(double[][] covariance) {
        double[][] a = {covariance[0].clone(), covariance[1].clone(), covariance[2].clone()};
        double[][] columns = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}; // columns[row][axis]
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            rotate(a, columns, 0, 1);
            rotate(a, columns, 0, 2);
            rotate(a, columns, 1, 2);
        }
        double[] variances = {Math.max(0, a[0][0]), Math.max(0, a[1][1]), Math.max(0, a[2][2])};
        double[][] vectors = new double[N][N];
        for (int axis = 0; axis < N; axis++) {
            int largest = 0;
            for (int i = 1; i < N; i++) {
                largest = Math.abs(columns[i][axis]) > Math.abs(columns[largest][axis]) ? i : largest;
            }
            double sign = Math.signum(columns[largest][axis]);
            for (int i = 0; i < N; i++) {
                vectors[axis][i] = sign * columns[i][axis];
            }
        }
        sort(variances, vectors);
        return new ColourAxes(variances, vectors);
    }

    /** Makes a[p][q] zero. */
    private static void rotate(double[][] a, double[][] columns, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + StrictMath.sqrt(theta * theta + 1));
        double c = 1 / StrictMath.sqrt(t * t + 1);
        double s = t * c;
        for (int i = 0; i < N; i++) {
            double left = a[i][p];
            double right = a[i][q];
            a[i][p] = c * left - s * right;
            a[i][q] = s * left + c * right;
        }
        for (int i = 0; i < N; i++) {
            double upper = a[p][i];
            double lower = a[q][i];
            a[p][i] = c * upper - s * lower;
            a[q][i] = s * upper + c * lower;
        }
        for (int i = 0; i < N; i++) {
            double left = columns[i][p];
            double right = columns[i][q];
            columns[i][p] = c * left - s * right;
            columns[i][q] = s * left + c * right;
        }
    }

    private static void sort(double[] variances, double[][] vectors) {
        for (int i = 1; i < N; i++) {
            for (int j = i; j > 0 && variances[j] > variances[j - 1]; j--) {
                double variance = variances[j];
                variances[j] = variances[j - 1];
                variances[j - 1] = variance;
                double[] vector = vectors[j];
                vectors[j] = vectors[j - 1];
                vectors[j - 1] = vector;
            }
        }
    }
}
