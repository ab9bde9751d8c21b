// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>
#include <QStringView>

#include <iosfwd>
#include <vector>

class QDebug;

namespace tidemark {

/// A token or password. It converts to nothing, prints as `***`, is compared in a time that does
/// not depend on its content, and its memory is overwritten when it goes. Copies are whole copies
/// with the same promise. Any thread.
class Secret
{
public:
    Secret() = default; ///< empty: no secret
    explicit Secret(QByteArrayView bytes);
    /// The UTF-8 form of `text`, without white space around it, as it comes from the clipboard.
    [[nodiscard]] static Secret fromText(QStringView text);

    Secret(const Secret &) = default;
    Secret(Secret &&other) noexcept = default;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret(); // overwrites the bytes

    [[nodiscard]] bool isEmpty() const noexcept { return m_bytes.empty(); }
    /// The bytes themselves, a loan for as long as this object lives unchanged. Hand them to the
    /// library that sends or stores them and keep no copy.
    [[nodiscard]] QByteArrayView reveal() const noexcept;
    /// `text` with every occurrence of the secret replaced by `***`: for texts that others wrote.
    [[nodiscard]] QString removedFrom(QString text) const;
    [[nodiscard]] QByteArray removedFrom(QByteArray bytes) const;

    friend bool operator==(const Secret &a, const Secret &b) noexcept;

private:
    void wipe() noexcept;

    std::vector<char> m_bytes;
};

/// `***`, or `(none)` for an empty one.
QDebug operator<<(QDebug debug, const Secret &secret);
std::ostream &operator<<(std::ostream &stream, const Secret &secret) = delete;

} // namespace tidemark
