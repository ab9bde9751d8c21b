// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/data_ports.h"

#include <QByteArray>
#include <QObject>
#include <QTemporaryDir>

#include <optional>
#include <random>

namespace tidemark::test {

/// A test class that does harm to copies of a sound store.
class DamageCase : public QObject
{
protected:
    static constexpr int kRows = 1500; ///< of the sound store

    /// To be called from initTestCase().
    void makeSound();
    /// The error of the first reading that fails.
    [[nodiscard]] static std::optional<Error> readAll(const DataPorts &ports);
    /// The sentence names the file and says what to do.
    static void checkSentence(const QString &sentence, const QString &path, const QString &what);

    QTemporaryDir m_folder;
    QByteArray m_sound; // a closed store
    std::mt19937_64 m_random;
};

} // namespace tidemark::test
