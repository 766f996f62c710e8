Console.WriteLine("rl");
