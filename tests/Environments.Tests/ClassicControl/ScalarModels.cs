namespace RlOrleans.Environments.Tests.ClassicControl;

/// <summary>What a step of one lane gives, computed by plain arithmetic on float64.</summary>
internal readonly record struct ModelStep(double[] State, float[] Observation, double Reward, bool Terminated);

/// <summary>
/// Gymnasium's classic control environments, one lane and one step at a time, written down from the published equations
/// with nothing of the environments' vectors, polynomials or rearrangements.
/// </summary>
internal static class ScalarModels
{
    /// <summary>Barto, Sutton and Anderson (1983), by Euler's method; the state is what is observed.</summary>
    public static ModelStep CartPole(double[] state, double action)
    {
        const double Gravity = 9.8, CartMass = 1, PoleMass = 0.1, Total = CartMass + PoleMass, HalfLength = 0.5, Force = 10, Tau = 0.02;
        (double x, double xDot, double theta, double thetaDot) = (state[0], state[1], state[2], state[3]);
        double sine = Math.Sin(theta), cosine = Math.Cos(theta);
        double push = ((action == 1 ? Force : -Force) + PoleMass * HalfLength * thetaDot * thetaDot * sine) / Total;
        double thetaAcceleration = (Gravity * sine - cosine * push) / (HalfLength * (4.0 / 3 - PoleMass * cosine * cosine / Total));
        double xAcceleration = push - PoleMass * HalfLength * thetaAcceleration * cosine / Total;
        double[] next = [x + Tau * xDot, xDot + Tau * xAcceleration, theta + Tau * thetaDot, thetaDot + Tau * thetaAcceleration];
        return new ModelStep(next, Floats(next), 1, Math.Abs(next[0]) > 2.4 || Math.Abs(next[2]) > 12 * Math.PI / 180);
    }

    public static ModelStep MountainCar(double[] state, double action)
    {
        double[] next = Roll(state, (action - 1) * 0.001 - 0.0025 * Math.Cos(3 * state[0]));
        return new ModelStep(next, Floats(next), -1, next[0] >= 0.5 && next[1] >= 0);
    }

    public static ModelStep MountainCarContinuous(double[] state, double action)
    {
        double[] next = Roll(state, action * 0.0015 - 0.0025 * Math.Cos(3 * state[0]));
        bool terminated = next[0] >= 0.45 && next[1] >= 0;
        return new ModelStep(next, Floats(next), (terminated ? 100 : 0) - 0.1 * action * action, terminated);
    }

    public static ModelStep Pendulum(double[] state, double action)
    {
        (double angle, double velocity) = (state[0], state[1]);
        double fromUpright = angle - 2 * Math.PI * Math.Round(angle / (2 * Math.PI));
        double cost = fromUpright * fromUpright + 0.1 * velocity * velocity + 0.001 * action * action;
        double faster = Math.Clamp(velocity + (3 * 10.0 / 2 * Math.Sin(angle) + 3 * action) * 0.05, -8, 8);
        double turned = angle + faster * 0.05;
        return new ModelStep([turned, faster], [(float)Math.Cos(turned), (float)Math.Sin(turned), (float)faster], -cost, false);
    }

    /// <summary>Sutton and Barto (1998), by one Runge-Kutta step of fourth order.</summary>
    public static ModelStep Acrobot(double[] state, double action)
    {
        const double Step = 0.2;
        double torque = action - 1;
        double[] k1 = Derivative(state), k2 = Derivative(Plus(state, k1, Step / 2)), k3 = Derivative(Plus(state, k2, Step / 2)), k4 = Derivative(Plus(state, k3, Step));
        double[] next = [.. state.Select((value, i) => value + Step / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];
        next[0] = Wrap(next[0]);
        next[1] = Wrap(next[1]);
        next[2] = Math.Clamp(next[2], -4 * Math.PI, 4 * Math.PI);
        next[3] = Math.Clamp(next[3], -9 * Math.PI, 9 * Math.PI);
        bool terminated = -Math.Cos(next[0]) - Math.Cos(next[1] + next[0]) > 1;
        float[] observation = [(float)Math.Cos(next[0]), (float)Math.Sin(next[0]), (float)Math.Cos(next[1]), (float)Math.Sin(next[1]), (float)next[2], (float)next[3]];
        return new ModelStep(next, observation, terminated ? 0 : -1, terminated);

        double[] Derivative(double[] at)
        {
            const double M1 = 1, M2 = 1, L1 = 1, C1 = 0.5, C2 = 0.5, I1 = 1, I2 = 1, G = 9.8;
            (double t1, double t2, double v1, double v2) = (at[0], at[1], at[2], at[3]);
            double d1 = M1 * C1 * C1 + M2 * (L1 * L1 + C2 * C2 + 2 * L1 * C2 * Math.Cos(t2)) + I1 + I2;
            double d2 = M2 * (C2 * C2 + L1 * C2 * Math.Cos(t2)) + I2;
            double phi2 = M2 * C2 * G * Math.Cos(t1 + t2 - Math.PI / 2);
            double phi1 = -M2 * L1 * C2 * v2 * v2 * Math.Sin(t2) - 2 * M2 * L1 * C2 * v2 * v1 * Math.Sin(t2)
                + (M1 * C1 + M2 * L1) * G * Math.Cos(t1 - Math.PI / 2) + phi2;
            double a2 = (torque + d2 / d1 * phi1 - M2 * L1 * C2 * v1 * v1 * Math.Sin(t2) - phi2) / (M2 * C2 * C2 + I2 - d2 * d2 / d1);
            return [v1, v2, -(d2 * a2 + phi1) / d1, a2];
        }

        static double[] Plus(double[] at, double[] slope, double step) => [.. at.Select((value, i) => value + step * slope[i])];

        static double Wrap(double angle)
        {
            while (angle > Math.PI)
                angle -= 2 * Math.PI;
            while (angle < -Math.PI)
                angle += 2 * Math.PI;
            return angle;
        }
    }

    // The track of both mountain cars.
    private static double[] Roll(double[] state, double acceleration)
    {
        double velocity = Math.Clamp(state[1] + acceleration, -0.07, 0.07);
        double position = Math.Clamp(state[0] + velocity, -1.2, 0.6);
        return [position, position == -1.2 && velocity < 0 ? 0 : velocity];
    }

    private static float[] Floats(double[] values) => [.. values.Select(value => (float)value)];
}
