# The Homebrew formula of Magewalk; `packaging/pin` fills in the version, the addresses and the digests when a release
# is made. Copy it to a tap, as Formula/magewalk.rb.
class Magewalk < Formula
  desc "Walks a REST tutorial against a real Magento shop and says where both agree"
  version ""
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "" # macos-aarch64
      sha256 ""
    end
    on_intel do
      url "" # macos-x86_64
      sha256 ""
    end
  end

  on_linux do
    on_arm do
      url "" # linux-aarch64
      sha256 ""
    end
    on_intel do
      url "" # linux-x86_64
      sha256 ""
    end
  end

  def install
    bin.install "magewalk"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/magewalk.bash" => "magewalk"
    zsh_completion.install "completions/_magewalk"
    fish_completion.install "completions/magewalk.fish"
  end

  test do
    assert_match "PASSED", shell_output("#{bin}/magewalk run smoke --sandbox")
  end
end
