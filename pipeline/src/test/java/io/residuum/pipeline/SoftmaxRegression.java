package io.residuum.pipeline;

import io.residuum.storage.GeneratedImages.Image;

/** The best a linear function of pixels can do: multinomial logistic regression by stochastic gradient descent. */
final class SoftmaxRegression {
    private final float[][] weights;

    SoftmaxRegression(int values, int classes) {
        weights = new float[classes][values + 1];
    }

    void learn(Image image, float rate) {
        double[] gradient = scores(image);
        double most = Double.NEGATIVE_INFINITY;
        for (double score : gradient) {
            most = Math.max(most, score);
        }
        double sum = 0;
        for (int c = 0; c < gradient.length; c++) {
            gradient[c] = Math.exp(gradient[c] - most);
            sum += gradient[c];
        }
        for (int c = 0; c < gradient.length; c++) {
            float step = (float) (rate * (gradient[c] / sum - (c == image.classNumber() ? 1 : 0)));
            for (int i = 0; i < image.rgb().length; i++) {
                weights[c][i] -= step * value(image, i);
            }
            weights[c][image.rgb().length] -= step;
        }
    }

    int classify(Image image) {
        double[] scores = scores(image);
        int best = 0;
        for (int c = 1; c < scores.length; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    private double[] scores(Image image) {
        double[] scores = new double[weights.length];
        for (int c = 0; c < scores.length; c++) {
            float sum = weights[c][image.rgb().length];
            for (int i = 0; i < image.rgb().length; i++) {
                sum += weights[c][i] * value(image, i);
            }
            scores[c] = sum;
        }
        return scores;
    }

    private static float value(Image image, int i) {
        return ((image.rgb()[i] & 0xFF) - 128) / 128f;
    }
}
