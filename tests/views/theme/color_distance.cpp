// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/theme/color_distance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tidemark::test {

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

constexpr Matrix kProtanopia{{{0.152286, 1.052583, -0.204868},
                              {0.114503, 0.786281, 0.099216},
                              {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeuteranopia{{{0.367322, 0.860646, -0.227968},
                                {0.280085, 0.672501, 0.047413},
                                {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritanopia{{{1.255528, -0.076749, -0.178779},
                              {-0.078411, 0.930809, 0.147602},
                              {0.004733, 0.691367, 0.303900}}};
constexpr Matrix kToXyz{{{0.4124564, 0.3575761, 0.1804375},
                         {0.2126729, 0.7151522, 0.0721750},
                         {0.0193339, 0.1191920, 0.9503041}}};
constexpr Triple kWhite{0.95047, 1.0, 1.08883};

Triple product(const Matrix &m, const Triple &v)
{
    Triple out{};
    for (std::size_t row = 0; row < 3; ++row)
        out[row] = m[row][0] * v[0] + m[row][1] * v[1] + m[row][2] * v[2];
    return out;
}

double linearized(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double radians(double degrees)
{
    return degrees * std::numbers::pi / 180;
}

double hue(double a, double b)
{
    if (a == 0 && b == 0)
        return 0;
    const double degrees = std::atan2(b, a) * 180 / std::numbers::pi;
    return degrees < 0 ? degrees + 360 : degrees;
}

Triple toLab(const Triple &linear)
{
    const auto f = [](double t) {
        return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    };
    const Triple xyz = product(kToXyz, linear);
    const double x = f(xyz[0] / kWhite[0]);
    const double y = f(xyz[1] / kWhite[1]);
    const double z = f(xyz[2] / kWhite[2]);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

double hueDifference(double h1, double h2)
{
    const double difference = h2 - h1;
    if (difference > 180)
        return difference - 360;
    return difference < -180 ? difference + 360 : difference;
}

double meanHue(double h1, double h2)
{
    if (std::abs(h1 - h2) <= 180)
        return (h1 + h2) / 2;
    return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

} // namespace

Triple seenLinear(const QColor &color, Sight sight)
{
    const Triple linear{linearized(color.redF()), linearized(color.greenF()),
                        linearized(color.blueF())};
    if (sight == Sight::Normal)
        return linear;
    Triple seen = product(sight == Sight::Protanopia     ? kProtanopia
                          : sight == Sight::Deuteranopia ? kDeuteranopia
                                                         : kTritanopia,
                          linear);
    for (double &channel : seen)
        channel = std::clamp(channel, 0.0, 1.0);
    return seen;
}

double ciede2000(const Triple &a, const Triple &b)
{
    return ciede2000Lab(toLab(a), toLab(b));
}

double ciede2000Lab(const Triple &one, const Triple &two)
{
    const double meanChroma = (std::hypot(one[1], one[2]) + std::hypot(two[1], two[2])) / 2;
    const auto seventh = [](double chroma) {
        const double power = std::pow(chroma, 7);
        return std::sqrt(power / (power + std::pow(25.0, 7)));
    };
    const double stretch = 1.5 - 0.5 * seventh(meanChroma);
    const double a1 = stretch * one[1];
    const double a2 = stretch * two[1];
    const double c1 = std::hypot(a1, one[2]);
    const double c2 = std::hypot(a2, two[2]);
    const double h1 = hue(a1, one[2]);
    const double h2 = hue(a2, two[2]);
    const bool isGrey = c1 * c2 == 0;

    const double dL = two[0] - one[0];
    const double dC = c2 - c1;
    const double dh = isGrey ? 0 : hueDifference(h1, h2);
    const double dH = 2 * std::sqrt(c1 * c2) * std::sin(radians(dh / 2));

    const double meanL = (one[0] + two[0]) / 2;
    const double meanC = (c1 + c2) / 2;
    const double meanH = isGrey ? h1 + h2 : meanHue(h1, h2);
    const double t = 1 - 0.17 * std::cos(radians(meanH - 30)) +
                     0.24 * std::cos(radians(2 * meanH)) + 0.32 * std::cos(radians(3 * meanH + 6)) -
                     0.20 * std::cos(radians(4 * meanH - 63));
    const double fromMiddle = (meanL - 50) * (meanL - 50);
    const double sL = 1 + 0.015 * fromMiddle / std::sqrt(20 + fromMiddle);
    const double sC = 1 + 0.045 * meanC;
    const double sH = 1 + 0.015 * meanC * t;
    const double turn = 30 * std::exp(-std::pow((meanH - 275) / 25, 2));
    const double rT = -std::sin(radians(2 * turn)) * 2 * seventh(meanC);
    return std::sqrt(std::pow(dL / sL, 2) + std::pow(dC / sC, 2) + std::pow(dH / sH, 2) +
                     rT * (dC / sC) * (dH / sH));
}

} // namespace tidemark::test
